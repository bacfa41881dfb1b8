"""Verify the chain of seals over the audit log."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from review import chain, checkpoints


class Command(BaseCommand):
    help = (
        "Verify the audit log: recompute the whole chain of seals and name each entry that was edited, "
        "deleted, put in or moved. Exit status 1 when it does not hold. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--checkpoint",
            action="append",
            default=[],
            metavar="FILE",
            help="a file of audit_checkpoint that the chain has to agree with; can be repeated",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        expected = [_checkpoint(name) for name in options["checkpoint"]]
        verdict = chain.verify()
        problems = [
            {"sequence": problem.sequence, "entry": problem.entry, "problem": problem.words}
            for problem in verdict.problems
        ]
        problems += [
            {"sequence": checkpoint.sequence, "entry": None, "problem": words}
            for checkpoint in expected
            if (words := checkpoints.contradiction(checkpoint))
        ]
        told = {
            "holds": not problems,
            "sealed": verdict.sealed,
            "unsealed": verdict.unsealed,
            "sequence": verdict.head.sequence,
            "hash": verdict.head.hash,
            "problems": problems,
        }
        if options["json"]:
            self.stdout.write(json.dumps(told, indent=2))
        else:
            self._say(verdict, problems)
        if problems:
            sys.exit(1)

    def _say(self, verdict: chain.Verdict, problems: list[dict[str, Any]]) -> None:
        waiting = f"{verdict.unsealed} not sealed yet"
        if verdict.oldest_unsealed:
            waiting += f", the oldest of {verdict.oldest_unsealed:%Y-%m-%d %H:%M:%S %Z}"
        if not problems:
            self.stdout.write(f"The chain holds. {verdict.sealed} entries sealed, {waiting}.")
            self.stdout.write(f"Last seal: {verdict.head.sequence} {verdict.head.hash}")
            return
        self.stdout.write(f"The chain does not hold. {verdict.sealed} entries sealed, {waiting}.")
        for problem in problems:
            self.stdout.write(f"Seal {problem['sequence']}: {problem['problem']}")


def _checkpoint(name: str) -> checkpoints.Checkpoint:
    try:
        text = Path(name).read_text(encoding="utf-8")
        return checkpoints.read(str(json.loads(text)["signed"]))
    except OSError as exc:
        raise CommandError(f"{name} can't be read: {exc.strerror}.") from exc
    except (ValueError, KeyError, TypeError) as exc:
        told = exc if isinstance(exc, checkpoints.BadCheckpoint) else "This is no file of audit_checkpoint."
        raise CommandError(f"{name}: {told}") from exc
