from generation.admin import brands, history, prompts

__all__ = ["brands", "history", "prompts"]
