"""Mail, where a server for it is configured: a link for somebody who forgot their password."""

import logging
import smtplib
import ssl
from email.message import EmailMessage

from server.config import Settings
from server.database import Database
from server.store import accounts, sign_ins

log = logging.getLogger(__name__)

_DAYS = 1 / 24
_SECONDS = 20
_TEXT = """Hello {name},

somebody, we hope you, asked for a new password for your account at {site}. Open this link within an hour to set one:

{site}/password#{token}

It works once. If you did not ask, do nothing: your password stays as it is.
"""


def send_link(settings: Settings, database: Database, email: str) -> None:
    """Mail a link to the account with this e-mail, at the address that it has; to nobody where there is none."""
    with database.write() as connection:
        account = accounts.by_email(connection, email)
        if account is None or account.disabled:
            return
        token = sign_ins.make_password_link(connection, account.id, _DAYS)
    text = _TEXT.format(name=account.name, site=settings.site, token=token)
    try:
        send(settings, account.email, "A new password", text)
    except (OSError, smtplib.SMTPException) as error:  # its words may hold the address
        log.error("a mail could not be sent: %s", type(error).__name__)


def send(settings: Settings, to: str, subject: str, text: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.smtp_from, to, subject
    message.set_content(text)
    with _connected(settings) as server:
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(message)


def _connected(settings: Settings) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_tls == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port, timeout=_SECONDS)
    if settings.smtp_tls == "starttls":
        server.starttls(context=ssl.create_default_context())
    return server
