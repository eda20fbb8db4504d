"""The MQTT door through paho for Python. Standard input: one JSON object {host, port, user, password, client, version, publish: [{topic, payload, qos}],
subscribe, expect}. It subscribes, publishes, waits for as many messages as expected, and writes what it got, a JSON line each."""
import json
import queue
import sys

import paho.mqtt.client as mqtt

told = json.load(sys.stdin)
five = told["version"] == 5
came, said = queue.Queue(), queue.Queue()


def tell(**what):
    print(json.dumps(what), flush=True)


client = mqtt.Client(client_id=told["client"], protocol=mqtt.MQTTv5 if five else mqtt.MQTTv311)
client.username_pw_set(told["user"], told["password"])
client.on_connect = lambda c, u, flags, rc, *props: said.put(("connect", rc))
client.on_subscribe = lambda c, u, mid, granted, *props: said.put(("subscribe", granted))
client.on_message = lambda c, u, m: came.put(m)
client.connect(told["host"], told["port"], keepalive=30)
client.loop_start()


def hear(name):
    heard, value = said.get(timeout=30)
    assert heard == name, (heard, value)
    return value


def number(reason):
    return getattr(reason, "value", reason)


tell(event="connect", code=number(hear("connect")))
if told.get("subscribe"):
    client.subscribe(told["subscribe"], qos=1)
    tell(event="subscribe", codes=[number(g) for g in hear("subscribe")])
for message in told["publish"]:
    info = client.publish(message["topic"], message["payload"], qos=message["qos"])
    info.wait_for_publish(timeout=30)
    tell(event="published", ok=info.is_published())
for _ in range(told.get("expect", 0)):
    m = came.get(timeout=30)
    tell(event="message", topic=m.topic, payload=m.payload.decode("ascii"), qos=m.qos, dup=bool(m.dup))
client.disconnect()
client.loop_stop()
