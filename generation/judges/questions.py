"""The questions that judges ask. Each has a prompt of its own in `generation/prompts`."""

from generation.judges.base import Judge

BRAND_VOICE = Judge(
    name="judge_brand_voice",
    label="Judge: brand voice",
    message="This may not sound like the brand",
    suggestion="Say it as the brand would.",
)
TONE = Judge(
    name="judge_tone",
    label="Judge: tone",
    message="The tone may put readers off",
    suggestion="Say it more kindly, or more plainly.",
)
UNSUPPORTED = Judge(
    name="judge_unsupported",
    label="Judge: facts",
    message="The facts may not say this",
    suggestion="Say what a fact says, or take it out.",
)
HIDDEN_INSTRUCTION = Judge(
    name="judge_hidden_instruction",
    label="Judge: hidden instruction",
    message="This reads like an instruction to a machine",
    suggestion="Take it out, and see who put it into the brief.",
)
