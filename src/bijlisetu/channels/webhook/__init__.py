"""News to a computer system of the department, by https to an address that an officer has named."""
