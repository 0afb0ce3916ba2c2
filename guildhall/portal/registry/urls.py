from django.urls import path

from guildhall.portal.registry import offices, order, registers

app_name = "registry"
urlpatterns = [
    path("order/", order.orders, name="orders"),
    path("order/<int:pk>/leaders/", order.leaders, name="leaders"),
    path("order/<int:pk>/", order.order, name="order"),
    path("offices/", offices.OfficeList.as_view(), name="offices"),
    path("offices/new/", offices.set_up_office, name="set_up_office"),
    path("offices/<int:pk>/", offices.office, name="office"),
    path("offices/<int:pk>/rename/", offices.rename_office, name="rename_office"),
    path("offices/<int:pk>/close/", offices.close_office, name="close_office"),
    path("bodies/", registers.BodyList.as_view(), name="bodies"),
    path("bodies/new/", registers.register_body, name="register_body"),
    path("bodies/<int:pk>/", registers.body, name="body"),
    path("bodies/<int:pk>/correct/", registers.correct_body, name="correct_body"),
    path("bodies/<int:pk>/merge/", registers.merge_body, name="merge_body"),
    path("places/", registers.PlaceList.as_view(), name="places"),
    path("places/new/", registers.register_place, name="register_place"),
    path("places/<int:pk>/", registers.place, name="place"),
    path("places/<int:pk>/correct/", registers.correct_place, name="correct_place"),
]
