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
            if status.exists():
                lines = status.read_text(encoding="ascii", errors="replace").splitlines()
                sizes = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
            else:
                sizes = subprocess.run(
                    ["ps", "-o", "rss=", "-p", str(pid)],
                    capture_output=True, text=True, check=False,
                ).stdout.split()  # fmt: skip
        except OSError:  # it ended meanwhile
            return 0
        return int(sizes[0]) * 1024 if sizes else 0
