from generation.models.alert import Alert
from generation.models.answer_in_flight import AnswerInFlight
from generation.models.asset import Asset, AssetFile
from generation.models.audit import AuditAction, AuditEntry, AuditPayload, AuditSeal
from generation.models.brand_kit import BrandKitVersion
from generation.models.budget import Budget, BudgetPeriod, LedgerEntry
from generation.models.call_text import CallText
from generation.models.campaign import Brand, BrandMembership, Campaign, Fact, Link
from generation.models.contact import Contact
from generation.models.draft_request import MAX_CANDIDATES, MAX_VARIANTS, DraftRequest
from generation.models.finding import Finding
from generation.models.generation import ON_TIME, QUEUE_ORDER, UNDO_WINDOW, Generation
from generation.models.guard import Breaker, KeyState, PersonDay, RateBucket, RateLimit
from generation.models.history import HistoryIsAppendOnly
from generation.models.judge_verdict import JudgeVerdict
from generation.models.llm_call import LLMCall
from generation.models.prompt import Prompt, PromptVersion
from generation.models.revision import Candidate, Rendition, Revision, RevisionClaim
from generation.models.route import ModelPrice, ModelTier
from generation.models.rule_setting import RuleSetting
from generation.models.search import CampaignWords, DraftWords
from generation.models.unsaved_edit import UnsavedEdit

__all__ = [
    "MAX_CANDIDATES",
    "MAX_VARIANTS",
    "ON_TIME",
    "QUEUE_ORDER",
    "UNDO_WINDOW",
    "Alert",
    "AnswerInFlight",
    "Asset",
    "AssetFile",
    "AuditAction",
    "AuditEntry",
    "AuditPayload",
    "AuditSeal",
    "Brand",
    "BrandKitVersion",
    "BrandMembership",
    "Breaker",
    "Budget",
    "BudgetPeriod",
    "CallText",
    "Campaign",
    "CampaignWords",
    "Candidate",
    "Contact",
    "DraftRequest",
    "DraftWords",
    "Fact",
    "Finding",
    "Generation",
    "HistoryIsAppendOnly",
    "JudgeVerdict",
    "KeyState",
    "LLMCall",
    "LedgerEntry",
    "Link",
    "ModelPrice",
    "ModelTier",
    "PersonDay",
    "Prompt",
    "PromptVersion",
    "RateBucket",
    "RateLimit",
    "Rendition",
    "Revision",
    "RevisionClaim",
    "RuleSetting",
    "UnsavedEdit",
]
