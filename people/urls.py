from django.urls import path

from people.views import agencies, domains, persons, posts, roles

app_name = "people"
urlpatterns = [
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/export/", agencies.export_agencies, name="export_agencies"),
    path("agencies/<int:agency_id>/", agencies.agency, name="agency"),
    path("agencies/<int:agency_id>/add/", agencies.add_agency, name="add_agency"),
    path("agencies/<int:agency_id>/rename/", agencies.rename_agency, name="rename_agency"),
    path("agencies/<int:agency_id>/move/", agencies.move_agency, name="move_agency"),
    path("agencies/<int:agency_id>/merge/", agencies.merge_agency, name="merge_agency"),
    path("agencies/<int:agency_id>/close/", agencies.close_agency, name="close_agency"),
    path("domains/", domains.domains, name="domains"),
    path("domains/add/", domains.add_domain, name="add_domain"),
    path("domains/<int:domain_id>/close/", domains.close_domain, name="close_domain"),
    path("persons/", persons.persons, name="persons"),
    path("persons/add/", persons.add_person, name="add_person"),
    path("persons/export/", persons.export_persons, name="export_persons"),
    path("persons/slips/", persons.print_slips, name="print_slips"),
    path("persons/<int:person_id>/", persons.person, name="person"),
    path("persons/<int:person_id>/correct/", persons.correct_person, name="correct_person"),
    path("persons/<int:person_id>/identity/", persons.reveal_identity, name="reveal_identity"),
    path("persons/<int:person_id>/post/", posts.add_post, name="add_post"),
    path("persons/<int:person_id>/role/", roles.grant_role, name="grant_role"),
    path("persons/<int:person_id>/close/", roles.close_account, name="close_account"),
    path("persons/<int:person_id>/reopen/", roles.reopen_account, name="reopen_account"),
    path(
        "persons/<int:person_id>/second-factor/",
        roles.reset_second_factor,
        name="reset_second_factor",
    ),
    path("posts/<int:post_id>/correct/", posts.correct_post, name="correct_post"),
    path("posts/<int:post_id>/end/", posts.end_post, name="end_post"),
    path("posts/<int:post_id>/withdraw/", posts.withdraw_post, name="withdraw_post"),
    path("roles/<int:assignment_id>/end/", roles.end_role, name="end_role"),
]
