"""The program on the clerk's PC: asks the desk for a job, takes the PIN in its own window, reads the card, answers.

Outbound only: it opens no listening port. The PIN goes from the keyboard to the card and nowhere else.
"""
