from generation.models.audit import AuditAction, AuditEntry, AuditSeal
from generation.models.campaign import Brand, BrandMembership, Campaign, Fact, Link
from generation.models.generation import MAX_VARIANTS, UNDO_WINDOW, DraftRequest, Finding, Generation
from generation.models.history import HistoryIsAppendOnly
from generation.models.llm_call import LLMCall
from generation.models.prompt import Prompt, PromptVersion
from generation.models.revision import Rendition, Revision

__all__ = [
    "MAX_VARIANTS",
    "UNDO_WINDOW",
    "AuditAction",
    "AuditEntry",
    "AuditSeal",
    "Brand",
    "BrandMembership",
    "Campaign",
    "DraftRequest",
    "Fact",
    "Finding",
    "Generation",
    "HistoryIsAppendOnly",
    "LLMCall",
    "Link",
    "Prompt",
    "PromptVersion",
    "Rendition",
    "Revision",
]
