"""Pages and webhooks."""

urlpatterns: list[object] = []
