"""Which system calls remain (libseccomp through ctypes): a list of those allowed, all others fail with EPERM."""

from __future__ import annotations

import ctypes
import errno

ALLOW, ERRNO = 0x7FFF0000, 0x00050000
EQUAL, MASKED = 4, 7
NEW_SPACES = 0x7E020080  # every CLONE_NEW… flag
UNIX = 1
TERMINAL_ANSWERS = (
    0x5401,
    0x5413,
    0x541B,
    0x5421,
    0x5451,
    0x5452,
)  # TCGETS, sizes, FIONREAD, FIONBIO, FIOCLEX, FIOASYNC

CALLS = """
access arch_prctl brk capget chdir chmod clock_getres clock_gettime clock_nanosleep close close_range copy_file_range
dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd eventfd2 execve exit exit_group faccessat
faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fcntl fdatasync flock fork fstat fstatfs fsync ftruncate futex
futex_waitv getcwd getdents getdents64 getegid geteuid getgid getgroups getitimer getpgid getpgrp getpid getppid
getpriority getrandom getresgid getresuid getrlimit getrusage getsid gettid gettimeofday getuid kill landlock_restrict_self
link linkat lseek lstat madvise membarrier memfd_create mincore mkdir mkdirat mlock mmap mprotect mremap munlock munmap
nanosleep newfstatat open openat openat2 pause pipe pipe2 poll ppoll prctl pread64 preadv preadv2 pselect6 pwrite64
pwritev pwritev2 read readahead readlink readlinkat readv recvfrom recvmsg rename renameat renameat2 restart_syscall
rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait
rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getparam sched_getscheduler
sched_yield seccomp select sendfile sendmsg sendto set_robust_list set_tid_address setitimer shutdown sigaltstack
socketpair splice stat statfs statx symlink symlinkat sync_file_range sysinfo tee tgkill time timer_create timer_delete
timer_settime times tkill truncate umask uname unlink unlinkat utime utimensat utimes vfork wait4 waitid write writev
accept accept4 bind connect listen getsockname getpeername getsockopt setsockopt
""".split()  # noqa: SIM905  a list to be read

# What drawing pages needs no longer, once the file lies in memory and no other program is to be started.
LATER = """
execve execveat fork vfork clone socket connect bind listen accept accept4 link linkat symlink symlinkat rename renameat
renameat2 mkdir mkdirat unlink unlinkat truncate chmod fchmodat kill
""".split()  # noqa: SIM905  a list to be read


class NoSeccomp(OSError):
    """libseccomp or the kernel does not do it."""


class Comparison(ctypes.Structure):
    """struct scmp_arg_cmp"""

    _fields_ = [
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    ]


class Filter:
    """A filter in the making; `load` puts it on this process for good."""

    def __init__(self, default: int) -> None:
        try:
            self._lib = ctypes.CDLL("libseccomp.so.2")
        except OSError:
            raise NoSeccomp("libseccomp") from None
        self._lib.seccomp_init.restype = ctypes.c_void_p
        self._context = ctypes.c_void_p(self._lib.seccomp_init(ctypes.c_uint32(default)))

    def rule(self, action: int, name: str, *comparisons: Comparison) -> None:
        """A rule for a call; one that this machine's kind of processor does not have is left out."""
        number = self._lib.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return
        array = (Comparison * max(1, len(comparisons)))(*comparisons)
        self._check(
            self._lib.seccomp_rule_add_array(self._context, ctypes.c_uint32(action), number, len(comparisons), array)
        )

    def load(self) -> None:
        self._check(self._lib.seccomp_load(self._context))
        self._lib.seccomp_release(self._context)

    def _check(self, answer: int) -> None:
        if answer < 0:
            raise NoSeccomp(-answer, "seccomp")


def confine() -> None:
    """No network, no new spaces, no tracing, no keys of the kernel, no other users. Raises NoSeccomp."""
    wall = Filter(ERRNO | errno.EPERM)
    for name in CALLS:
        wall.rule(ALLOW, name)
    wall.rule(ALLOW, "socket", Comparison(0, EQUAL, UNIX, 0))
    wall.rule(ALLOW, "clone", Comparison(0, MASKED, NEW_SPACES, 0))
    wall.rule(ERRNO | errno.ENOSYS, "clone3")  # its flags cannot be looked at; libraries fall back to clone
    wall.rule(ALLOW, "prlimit64", Comparison(0, EQUAL, 0, 0))
    for request in TERMINAL_ANSWERS:
        wall.rule(ALLOW, "ioctl", Comparison(1, EQUAL, request, 0))
    wall.load()


def narrow() -> None:
    """From here on only drawing: no program is started, no file made. Raises NoSeccomp."""
    wall = Filter(ALLOW)
    for name in LATER:
        wall.rule(ERRNO | errno.EPERM, name)
    wall.load()
