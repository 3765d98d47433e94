"""Signing in and out, and the lock."""

from django.urls import path

from kakanai.trust import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("lock/", views.lock, name="lock"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
