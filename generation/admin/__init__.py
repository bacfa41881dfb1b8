from generation.admin import alerts, brands, budgets, guards, history, prompts, routes

__all__ = ["alerts", "brands", "budgets", "guards", "history", "prompts", "routes"]
