from generation.admin import alerts, brands, budgets, guards, history, prompts, routes, rules

__all__ = ["alerts", "brands", "budgets", "guards", "history", "prompts", "routes", "rules"]
