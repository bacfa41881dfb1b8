#!/usr/bin/env python
"""Django's command-line entry point."""

import os
import sys

from django.core.management import execute_from_command_line

from crm_llm.local_env import prepare_demo

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_llm.settings")
    if sys.argv[1:2] == ["demo"]:
        prepare_demo()
    execute_from_command_line(sys.argv)
