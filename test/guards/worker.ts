// A process of the service under test: runs deliveries side by side until it is killed.
import { outcomeOf, type Delivery } from './subject.ts';
import { connect } from './subjects.ts';

const [name = '', log = '', address = '', skewMs = '0'] = process.argv.slice(2);

shiftClock(Number(skewMs));

void start();

async function start(): Promise<void> {
  const subject = await connect(name, log, address);
  process.on('message', (delivery: Delivery) => {
    void outcomeOf(subject.handle(delivery)).then((outcome) => process.send?.({ id: delivery.id, ...outcome }));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}

/** The clock of this process is wrong; the store's must win. */
function shiftClock(skew: number): void {
  if (skew === 0) return;
  const RealDate = Date;
  const now = () => RealDate.now() + skew;
  globalThis.Date = class extends RealDate {
    constructor(...args: [] | [number]) {
      if (args.length === 0) super(now());
      else super(...args);
    }
    static override now = now;
  } as DateConstructor;
}
