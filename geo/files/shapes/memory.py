"""How much memory another process takes, asked in each system's own way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Counters(ctypes.Structure):
        """``PROCESS_MEMORY_COUNTERS`` of ``psapi.h``."""

        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in (
                "PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage",
                "QuotaPagedPoolUsage", "QuotaPeakNonPagedPoolUsage", "QuotaNonPagedPoolUsage",
                "PagefileUsage", "PeakPagefileUsage",
            )),
        )  # fmt: skip

    def memory_bytes(pid: int) -> int:
        """Return the memory that a process holds, 0 where it cannot be asked."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.OpenProcess.restype = wintypes.HANDLE
        counters = _Counters(cb=ctypes.sizeof(_Counters))
        handle = wintypes.HANDLE(kernel.OpenProcess(0x1000, False, pid))
        kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb)
        kernel.CloseHandle(handle)
        return int(counters.PagefileUsage)

else:

    def memory_bytes(pid: int) -> int:
        """Return the memory that a process holds, 0 where it cannot be asked."""
        status = Path(f"/proc/{pid}/status")
        try:
            return _in_status(status) if status.exists() else listed_bytes(pid)
        except OSError:  # it ended meanwhile, or nothing here lists processes
            return 0

    def _in_status(status: Path) -> int:
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        sizes = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
        return int(sizes[0]) * 1024 if sizes else 0

    def listed_bytes(pid: int) -> int:
        """Return the same as the system's list of processes says it: macOS has no other way."""
        asked = ["ps", "-o", "rss=", "-p", str(pid)]
        size = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        return int(size) * 1024 if size else 0
