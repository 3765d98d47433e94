"""The pages of the review of forms."""

from django.urls import path

from kakanai.reform.views import catalogue, files, form, forms, heat, meanings, overview, queue

app_name = "reform"
urlpatterns = [
    path("", overview.home, name="home"),
    path("forms/", forms.listing, name="forms"),
    path("forms/import", forms.bring_in, name="import"),
    path("forms/look-up", forms.look_up, name="look_up"),
    path("imports/<uuid:batch_id>/", forms.progress, name="import_progress"),
    path("forms/<uuid:form_id>/", form.form, name="form"),
    path("forms/<uuid:form_id>/fields/<slug:key>/", form.field, name="field"),
    path("forms/<uuid:form_id>/fields/<slug:key>/decide", form.decide, name="decide"),
    path("forms/<uuid:form_id>/fields/<slug:key>/protocol", form.protocol, name="protocol"),
    path("forms/<uuid:form_id>/keep", form.keep_rest, name="keep_rest"),
    path("forms/<uuid:form_id>/settings/", form.settings, name="settings"),
    path("forms/<uuid:form_id>/settings/save", form.save_settings, name="save_settings"),
    path("forms/<uuid:form_id>/retire", form.retire, name="retire"),
    path("forms/<uuid:form_id>/publish/", catalogue.prospect, name="prospect"),
    path("forms/<uuid:form_id>/publish/now", catalogue.publish, name="publish"),
    path("forms/<uuid:form_id>/files/<slug:kind>", files.of_form, name="form_file"),
    path("events/<slug:event>/", heat.heat, name="heat"),
    path("events/<slug:event>/plan", heat.plan, name="plan"),
    path("effect/<slug:event>/", heat.mayor, name="effect"),
    path("queue/", queue.queue, name="queue"),
    path("queue/<uuid:finding_id>/decide", queue.decide, name="queue_decide"),
    path("undo", queue.undo, name="undo"),
    path("reviews/", queue.reviews, name="reviews"),
    path("reviews/<uuid:decision_id>", queue.review, name="review"),
    path("meanings/", meanings.meanings, name="meanings"),
    path("meanings/answer", meanings.answer, name="answer_meaning"),
    path("meanings/withdraw", meanings.withdraw, name="withdraw_meaning"),
    path("protocols/", meanings.without_protocol, name="protocols"),
    path("protocols/write", meanings.write_protocols, name="write_protocols"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<uuid:publication_id>/", catalogue.publication, name="publication"),
    path("catalogue/<uuid:publication_id>/withdraw", catalogue.withdraw, name="withdraw"),
    path("catalogue/<uuid:publication_id>/restore", catalogue.restore, name="restore"),
    path("lists/<slug:name>.csv", files.of_event, name="list_file"),
]
