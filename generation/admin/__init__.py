from generation.admin import brands, guards, history, prompts, routes

__all__ = ["brands", "guards", "history", "prompts", "routes"]
