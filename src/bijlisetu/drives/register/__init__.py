"""The action register: who holds up a drive is asked, answers, and a named officer decides."""
