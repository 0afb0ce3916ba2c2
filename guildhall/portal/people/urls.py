from django.urls import path

from guildhall.portal.people import merging, reveals

app_name = "people"
urlpatterns = [
    path("duplicates/", merging.DuplicateList.as_view(), name="duplicates"),
    path("duplicates/find/", merging.find, name="find_duplicates"),
    path("duplicates/new/", merging.name_pair, name="name_pair"),
    path("duplicates/<int:pk>/", merging.compare, name="compare"),
    path("duplicates/<int:pk>/dismiss/", merging.dismiss, name="dismiss"),
    path("merges/", merging.MergeList.as_view(), name="merges"),
    path("merges/<int:pk>/", merging.merge, name="merge"),
    path("merges/<int:pk>/undo/", merging.undo, name="undo"),
    path("reveals/", reveals.RevealList.as_view(), name="reveals"),
]
