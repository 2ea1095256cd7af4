"""The tables of the carriers' log."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY,        -- the carrier's own; they climb, so that the index grows at its end alone
    channel TEXT NOT NULL,      -- whatsapp, sms, email
    address TEXT NOT NULL,      -- 91 and ten digits, or a mailbox
    account TEXT NOT NULL,      -- last four digits, if the text says them
    sender TEXT NOT NULL,       -- phone number id, header, envelope sender
    attempt TEXT NOT NULL,      -- what the sender asked to have echoed
    parts TEXT NOT NULL,        -- ids of an SMS that want a receipt
    body BLOB NOT NULL,         -- request, text, or mail packed with zlib
    received_at REAL NOT NULL,
    fate TEXT NOT NULL          -- what was settled on taking it, beyond the truth about the person
);
CREATE INDEX IF NOT EXISTS messages_of_address ON messages (address);
CREATE TABLE IF NOT EXISTS pieces (
    id TEXT PRIMARY KEY,        -- of an accepted part of an SMS
    message TEXT NOT NULL,      -- which it became part of; nothing while others are missing
    pdu BLOB NOT NULL,
    received_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS statuses (
    message TEXT NOT NULL,
    status TEXT NOT NULL,
    code TEXT NOT NULL,
    at REAL NOT NULL,
    given_at REAL,              -- null: passed over, as Meta skips delivered when read is known
    PRIMARY KEY (message, status)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS replies (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    account TEXT NOT NULL,
    sender TEXT NOT NULL,       -- whom the person answers: phone number id, header
    message TEXT NOT NULL,      -- the message answered
    text TEXT NOT NULL,
    payload TEXT NOT NULL,      -- of the button pressed
    at REAL NOT NULL,
    given_at REAL               -- null: on its way
);
CREATE INDEX IF NOT EXISTS replies_of_address ON replies (address);
CREATE INDEX IF NOT EXISTS replies_on_their_way ON replies (channel) WHERE given_at IS NULL;
CREATE TABLE IF NOT EXISTS pending (
    carrier TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS templates (
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    template TEXT NOT NULL,
    PRIMARY KEY (name, language)
);
CREATE TABLE IF NOT EXISTS controls (
    name TEXT PRIMARY KEY,      -- what one process was told and all must know
    value TEXT NOT NULL         -- JSON
);
"""
