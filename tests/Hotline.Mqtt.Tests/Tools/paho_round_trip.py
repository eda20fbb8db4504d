"""Publishes and receives with paho as a user's script would. Arguments: port, version (4 or 5),
QoS of the subscription. Exit 0 when all is well.
"""
import sys
import threading

import paho.mqtt.client as mqtt

port, version, granted_qos = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
subscribed, received, published = threading.Event(), [], {}
all_received, all_published = threading.Event(), threading.Event()


def on_connect(client, userdata, flags, rc, properties=None):
    print("connected", rc, flush=True)
    client.subscribe("desk/+/inbox/#", qos=granted_qos)


def on_subscribe(client, userdata, mid, granted, properties=None):
    print("granted", *[getattr(g, "value", g) for g in granted], flush=True)
    subscribed.set()


def on_message(client, userdata, message):
    received.append((message.topic, message.payload.decode()))
    if len(received) == 60:
        all_received.set()


def on_publish(client, userdata, mid):
    published[mid] = True
    if len(published) == 60:
        all_published.set()


client = mqtt.Client(client_id="paho", protocol=version)
client.username_pw_set("xa-notifier", "token")
# Beyond its own window paho lets QoS 0 overtake the others.
client.max_inflight_messages_set(100)
client.on_connect, client.on_subscribe = on_connect, on_subscribe
client.on_message, client.on_publish = on_message, on_publish
client.connect("127.0.0.1", port, keepalive=30)
client.loop_start()
assert subscribed.wait(30), "no SUBACK"
for i in range(60):
    client.publish("desk/one/inbox/flash", f"message {i}", qos=i % 3)
assert all_published.wait(30), f"{len(published)} of 60 answered"
assert all_received.wait(30), f"{len(received)} of 60 received"
expected = [("desk/one/inbox/flash", f"message {i}") for i in range(60)]
# Messages of different QoS may overtake each other (4.6.0-6), and with paho QoS 2 waits for PUBREL.
lanes = [[0, 1, 2]] if granted_qos < 2 else [[0, 1], [2]]
for lane in lanes:
    def of_lane(messages):
        return [m for m in messages if int(m[1].split()[1]) % 3 in lane]
    assert of_lane(received) == of_lane(expected), received
assert sorted(received) == sorted(expected), received
client.disconnect()
client.loop_stop()
print("done", flush=True)
