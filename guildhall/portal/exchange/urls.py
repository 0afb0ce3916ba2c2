from django.urls import path

from guildhall.portal.exchange.views import differences, files, profiles, reads, splits

app_name = "exchange"
urlpatterns = [
    path("files/", files.FileList.as_view(), name="files"),
    path("files/new/", files.new, name="new_file"),
    path("files/<int:pk>/", files.file, name="file"),
    path("files/<int:pk>/download/", files.download, name="download"),
    path("files/<int:pk>/lacking/", files.lacking, name="lacking"),
    path("files/<int:pk>/sent/", files.sent, name="sent"),
    path("files/<int:pk>/again/", files.again, name="again"),
    path("reads/", reads.ReadList.as_view(), name="reads"),
    path("reads/new/", reads.new, name="new_read"),
    path("reads/<int:pk>/", reads.read, name="read"),
    path("reads/<int:pk>/again/", reads.again, name="read_again"),
    path("reads/<int:pk>/selected/", differences.selected, name="settle_selected"),
    path("reads/<int:pk>/all/", differences.all_of, name="settle_all"),
    path("reads/<int:pk>/feed/", reads.feed, name="feed"),
    path("differences/<int:pk>/", differences.difference, name="difference"),
    path("profiles/", profiles.profiles, name="profiles"),
    path("profiles/new/", profiles.new, name="new_profile"),
    path("profiles/<int:pk>/", profiles.profile, name="profile"),
    path("profiles/<int:pk>/columns/", profiles.columns, name="columns"),
    path("profiles/<int:pk>/codes/<int:place>/", profiles.codes, name="codes"),
    path("profiles/<int:pk>/put-in-force/", profiles.put_in_force, name="put_in_force"),
    path("profiles/<int:pk>/retire/", profiles.retire, name="retire_profile"),
    path("profiles/<int:pk>/next/", profiles.following, name="next_profile"),
    path("systems/new/", profiles.new_system, name="new_system"),
    path("systems/<int:pk>/", profiles.system, name="system"),
    path("splits/", splits.SplitList.as_view(), name="splits"),
    path("splits/new/", splits.new, name="new_split"),
    path("splits/<int:pk>/", splits.split, name="split"),
    path("splits/<int:pk>/download/", splits.download, name="split_download"),
    path("splits/<int:pk>/return/", splits.give_back, name="return_books"),
]
