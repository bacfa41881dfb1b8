"""Run a module as a child of the supervisor: `python -m crm_llm.demo.launch FD MODULE ARGUMENT…`.

The supervisor alone holds the other end of the pipe behind FD. When it is gone, however it died, the
pipe ends, and this process group follows: nothing outlives the demo.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE_S = 5.0


def main(argv: list[str]) -> None:
    descriptor, module, *arguments = argv
    threading.Thread(target=_follow, args=(int(descriptor),), daemon=True).start()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _follow(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    group = os.getpgrp()
    os.killpg(group, signal.SIGTERM)
    time.sleep(GRACE_S)
    os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    if os.getpgrp() != os.getpid():
        sys.exit("crm_llm.demo.launch is started by the demo, as the leader of a process group.")
    main(sys.argv[1:])
