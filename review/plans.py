"""The stages that a submission has to pass, as they were when it was submitted."""

from pydantic import BaseModel, ConfigDict

from review.models import ReviewStage, Submission


class Stage(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str = ""
    group: int | None = None
    """Whose members approve; None where any reviewer does, or somebody outside."""
    group_name: str = ""
    everyone: bool = False
    approvals: int = 1
    outside: bool = False

    @classmethod
    def of(cls, stage: ReviewStage) -> "Stage":
        return cls(
            name=stage.name,
            group=stage.group_id,
            group_name=stage.group.name if stage.group else "",
            everyone=stage.everyone,
            approvals=stage.approvals,
            outside=stage.outside,
        )


class Plan(BaseModel):
    """Without a policy: one stage, which any reviewer approves."""

    model_config = ConfigDict(frozen=True)

    policy: str = ""
    stages: tuple[Stage, ...] = (Stage(),)

    @property
    def is_usual(self) -> bool:
        return self.stages == (Stage(),)

    @classmethod
    def under(cls, submission: Submission | None) -> "Plan":
        """Return what the submission was stamped with."""
        return cls.model_validate(submission.plan) if submission and submission.plan else cls()
