// Facts about queues that stand in the workspace's configuration file: they decide what the code leaves open.
import type { DeliveryFact } from '../facts/delivery.ts';
import type { HandlerFact } from '../facts/handler.ts';
import { configurationFile, type Configuration, type QueueFact } from '../workspace/configuration.ts';

export function withStatedFacts(handler: HandlerFact, configuration: Configuration): HandlerFact {
  const fact = handler.source === null ? undefined : configuration.queues[handler.source];
  return fact === undefined ? handler : { ...handler, delivery: stated(handler.delivery, fact) };
}

function stated(delivery: DeliveryFact, fact: QueueFact): DeliveryFact {
  const parked = fact.deadLetter === undefined ? delivery : withDeadLetter(delivery, fact.deadLetter);
  if (fact.guarantee === undefined || fact.guarantee === parked.guarantee) return parked;
  return { ...parked, guarantee: fact.guarantee, why: [{ text: `${configurationFile} states ${fact.guarantee}`, source: configurationFile }, ...parked.why] };
}

function withDeadLetter(delivery: DeliveryFact, deadLetter: string): DeliveryFact {
  const onError = delivery.onError === 'dropped' ? 'parked' : delivery.onError === 'redelivered-then-dropped' ? 'redelivered-then-parked' : delivery.onError;
  const why = [...delivery.why, { text: `failed messages go to ${deadLetter}`, source: configurationFile }];
  return { ...delivery, onError, rejected: 'parked', why, unless: delivery.unless.filter((each) => !/dead.?letter|redrive|drop/i.test(each)) };
}
