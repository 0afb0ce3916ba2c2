from django import forms

from guildhall.kernel.access.actions import clean_username
from guildhall.kernel.access.passwords import StrongEnough
from guildhall.kernel.people.rules.phones import clean_phone, is_mobile
from guildhall.web.forms import Form


class SignIn(Form):
    username = forms.CharField(
        label="账号",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self):
        return clean_username(self.cleaned_data["username"])


class Phone(Form):
    phone = forms.CharField(
        label="手机号码",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel-national", "inputmode": "numeric", "autofocus": True}),
    )

    def clean_phone(self):
        phone = clean_phone(self.cleaned_data["phone"])
        if not is_mobile(phone):
            raise forms.ValidationError("手机号码应为 11 位，以 13 至 19 开头")
        return phone


class PhoneCode(Form):
    code = forms.CharField(
        label="验证码",
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
        help_text="短信里的六位数字，五分钟内有效",
    )


class Code(Form):
    code = forms.CharField(
        label="动态口令",
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
        help_text="手机身份验证器上的六位数字，每三十秒更换一次",
    )


class Binding(Code):
    proof = forms.CharField(widget=forms.HiddenInput)


class Password(Form):
    old = forms.CharField(
        label="现在的密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=StrongEnough().get_help_text(),
    )
    again = forms.CharField(
        label="再输一次",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", "两次输入的新密码不一样")
        return given
