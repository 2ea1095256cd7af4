"""Deeds on people at work: their logins, the posts they hold, and the keys by which they come in."""

from bijlisetu.staff.actions.keys import (
    FOR_THE_FORGETFUL,
    FOR_THE_INVITED,
    KeyFitsNothing,
    Named,
    Offered,
    give_key,
    invite,
    rename,
    token_of,
    use_key,
    whose,
)
from bijlisetu.staff.actions.logins import (
    LoginExists,
    NotAUserName,
    PasswordTooWeak,
    change_password,
    close_login,
    log_out_everywhere,
    open_login,
)
from bijlisetu.staff.actions.posts import (
    NoEmployer,
    NoLogin,
    NoPost,
    NoSuchTime,
    appoint,
    end_post,
    end_posts,
    person_called,
    transfer,
)

__all__ = [
    "FOR_THE_FORGETFUL", "FOR_THE_INVITED", "KeyFitsNothing", "LoginExists", "Named", "NoEmployer", "NoLogin", "NoPost",
    "NoSuchTime", "NotAUserName", "Offered", "PasswordTooWeak", "appoint", "change_password", "close_login", "end_post",
    "end_posts", "give_key", "invite", "log_out_everywhere", "open_login", "person_called", "rename", "token_of",
    "transfer", "use_key", "whose",
]  # fmt: skip
