"""What can go wrong with accounts.

TrothError
└── AccountsError
    ├── MissingAccountsError      there is no file, or no accounts in the database
    ├── NotAccountsError          the file or the tables are something else
    ├── NewerAccountsError        written by a later version of Troth
    ├── ReadOnlyAccountsError     may be read but not written
    ├── FullAccountsError         the disk did not take it
    ├── BusyAccountsError         another process kept writing for too long
    ├── UnreachableAccountsError  the database server does not answer, or does not let us in
    ├── DamagedAccountsError      what is stored contradicts itself
    ├── ExposedFileError          a file with secrets may be read by other users of the machine
    └── RefusedAccountError       what was asked for may not be: `key` names the text that says why
"""

from troth.records.errors import TrothError


class AccountsError(TrothError):
    """Base of everything that the store of accounts raises."""


class MissingAccountsError(AccountsError):
    """There is no file at the path, or no accounts in the database, and none were to be made."""


class NotAccountsError(AccountsError):
    """What is there was not written as accounts of Troth."""


class NewerAccountsError(AccountsError):
    """The accounts were written by a later version of Troth, which this version cannot read safely."""


class ReadOnlyAccountsError(AccountsError):
    """The accounts may be read but not written, so that nobody can sign in."""


class FullAccountsError(AccountsError):
    """The disk or the database is full; nothing was half written."""


class BusyAccountsError(AccountsError):
    """Another process held the one place for a writer for too long."""


class UnreachableAccountsError(AccountsError):
    """The database server does not answer, went away, or does not let this user in."""


class DamagedAccountsError(AccountsError):
    """What is stored contradicts itself; restore it from a copy."""


class ExposedFileError(AccountsError):
    """A file or folder with secrets may be read by other users of the machine."""


class RefusedAccountError(AccountsError):
    """Something that may not be: a weak password, an office that is no party, an invitation that was used.

    Parameters
    ----------
    text
        One sentence in English, for the terminal and the log.
    key
        Key of the text that a page shows, in the language of its reader.
    """

    def __init__(self, text: str, *, key: str = "door.refused.other") -> None:
        self.key = key
        super().__init__(text)
