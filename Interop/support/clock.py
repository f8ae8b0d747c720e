"""A clock that a test can set forward: for what happens after ten minutes, or a week."""

import shutil
import struct
import subprocess

import pytest

# The server's clock_gettime, with the seconds of a file on top. Only the time of day moves: waits are waits.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
  // Looked up at the first call, which comes before anybody's constructors.
  static int (*real)(clockid_t, struct timespec *);
  static volatile long long *ahead;
  if (!real) {
    int file = open(getenv("TEST_CLOCK"), O_RDONLY);
    void *map = file < 0 ? MAP_FAILED : mmap(0, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
    if (map != MAP_FAILED) ahead = map;
    real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  }
  int result = real(clock, time);
  if (result == 0 && clock == CLOCK_REALTIME && ahead) time->tv_sec += *ahead;
  return result;
}
"""


class Clock:
    """Of one server: its environment loads the shim."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        # Swift brings a C compiler along.
        compiler = shutil.which("cc") or shutil.which("clang")
        if not compiler:
            print("there is no C compiler: what time does was NOT tested")
            pytest.skip("no C compiler")
        source, library, self.path = folder / "clock.c", folder / "clock.so", folder / "clock"
        source.write_text(SHIM)
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        self.seconds = 0
        self._write()
        self.environment = {"LD_PRELOAD": str(library), "TEST_CLOCK": str(self.path)}

    def forward(self, seconds):
        self.seconds += seconds
        self._write()

    def _write(self):
        # In place: the server has the file mapped.
        with self.path.open("r+b" if self.path.exists() else "w+b") as file:
            file.write(struct.pack("=q", self.seconds))
