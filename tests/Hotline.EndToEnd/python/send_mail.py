"""Hands a mail file to a relay, as any mail program would. Arguments: port, file."""
import email
import email.policy
import smtplib
import sys

with open(sys.argv[2], "rb") as file:
    mail = email.message_from_binary_file(file, policy=email.policy.SMTP)
with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as relay:
    relay.send_message(mail)
