"""The project's own gold set: municipal forms drawn anew, as data, emitted as xlsx, docx, PDF and HTML with truth.

No form is a copy of anyone's file. The split into tuning and unseen thirds follows from the hash of the name.
"""
