from generation.admin import alerts, assets, brands, budgets, guards, history, prompts, routes, rules

__all__ = ["alerts", "assets", "brands", "budgets", "guards", "history", "prompts", "routes", "rules"]
