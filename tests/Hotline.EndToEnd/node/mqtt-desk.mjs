// A desk on MQTT.js. Argument: JSON of its settings: profile, version (4 or 5), client, clean, expiry, reconnect,
// password, mute (never answers a message), unplugAt (a packet: the line breaks when the first of it has come) and what
// else connect() takes.
import mqtt from 'mqtt';
import { actor } from './actor.mjs';
import { say, serve } from './desk.mjs';

const {
  profile, version = 5, client: clientId, clean = true, expiry = 0, reconnect = 0, password, mute = false, unplugAt,
  ...more
} = JSON.parse(process.argv[2]);
const me = await actor(profile);
const [host, port] = me.profile.mqtt.split(':');
const client = mqtt.connect({
  host,
  port: Number(port),
  protocolVersion: version,
  clientId,
  clean,
  ...(version === 5 ? { properties: { sessionExpiryInterval: expiry } } : {}),
  username: `${me.profile.participant.toLowerCase()}-${me.profile.poc}`,
  password: password ?? (await me.token({ life: 3600, client: clientId })),
  reconnectPeriod: reconnect,
  manualConnect: true,
  ...(mute ? { customHandleAcks: () => {} } : {}),
  ...more,
});
const reason = (packet) => ({
  packet: packet?.cmd,
  code: packet?.reasonCode ?? packet?.returnCode,
  reason: packet?.properties?.reasonString,
  user: packet?.properties?.userProperties,
});

client.on('connect', (packet) => say({ event: 'connect', sessionPresent: packet.sessionPresent }));
client.on('message', (topic, payload, packet) =>
  say({
    event: 'message',
    topic,
    payload: payload.toString('latin1'),
    qos: packet.qos,
    dup: packet.dup,
    retain: packet.retain,
  }),
);
client.on('disconnect', (packet) => say({ event: 'disconnect', ...reason(packet) }));
client.on('close', () => say({ event: 'close' }));
client.on('error', (error) => say({ event: 'error', code: error.code, error: error.message }));
client.on('packetreceive', (packet) => {
  if (packet.cmd === 'connack') say({ event: 'connack', ...reason(packet) });
  if (packet.cmd === 'publish') say({ event: 'received', topic: packet.topic, dup: packet.dup });
});
const unplug = (packet) => {
  if (packet.cmd !== unplugAt) return;
  client.off('packetreceive', unplug);
  client.stream.destroy();
};
if (unplugAt) client.on('packetreceive', unplug);

await serve({
  connect: () => { client.connect(); },
  subscribe: ({ topic, qos = 1, properties }) =>
    new Promise((done, failed) =>
      client.subscribe(topic, { qos, ...(properties ? { properties } : {}) }, (error, granted, packet) =>
        error ? failed(Object.assign(error, { more: reason(packet) })) : done({ granted, ...reason(packet) }))),
  publish: ({ topic, payload, encoding = 'latin1', qos = 1, retain = false }) =>
    new Promise((done, failed) =>
      client.publish(topic, Buffer.from(payload, encoding), { qos, retain }, (error, packet) =>
        error ? failed(Object.assign(error, { more: reason(packet) })) : done(reason(packet)))),
  // The line breaks as if somebody had pulled the plug.
  unplug: () => { client.stream.destroy(); },
  reconnect: () => { client.reconnect(); },
  end: () => client.endAsync(),
});
