import mqtt from 'mqtt';
import { Gauge } from 'prom-client';

const temperature = new Gauge({ name: 'shop_fridge_celsius', help: 'Temperature of the fridges', labelNames: ['fridge'] });
const client = mqtt.connect('mqtt://broker');

client.subscribe('fridges/+/temperature');

/** Right: at-most-once is what metrics want. */
client.on('message', (topic, payload) => {
  temperature.set({ fridge: topic.split('/')[1] ?? '' }, Number(payload.toString()));
});
