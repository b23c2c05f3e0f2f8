"""One page about an area or a community, in the order of the study of the social environment.

A profile is plain data: sections of lines, each with the records it rests on. The screen, the
comparison and the hand-over show the same.
"""

from geo.acts.profile.area import Changed, profile
from geo.acts.profile.community import community
from geo.acts.profile.parts import Line, Profile, Section, profile_csv

__all__ = ["Changed", "Line", "Profile", "Section", "community", "profile", "profile_csv"]
