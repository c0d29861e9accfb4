// What people state in comments about what can't be seen in code, and which stretch of code each statement is about.
import type { Place } from '../base/place.ts';
import type { EffectKind } from './vocabulary.ts';

interface AnnotationBase {
  /** Of the annotation itself, in its comment. */
  readonly place: Place;
  /** The statement, member or property it stands before or behind. */
  readonly covers: Place;
}

export type Annotation =
  /** `@delivery at-least-once dlq=orders.dlq attempts=5`. */
  | (AnnotationBase & {
      readonly kind: 'delivery';
      readonly guarantee: 'at-least-once' | 'at-most-once' | null;
      readonly deadLetter: string | null;
      readonly attempts: number | null;
    })
  /** `@idempotent key=event.id via billing service`. */
  | (AnnotationBase & { readonly kind: 'idempotent'; readonly key: string | null; readonly via: string | null })
  /** `@effect harmless reason=...`, or the kind of an effect that was not understood. */
  | (AnnotationBase & { readonly kind: 'effect'; readonly is: 'harmless' | EffectKind; readonly reason: string | null })
  /** `delivery-ignore unguarded-effect -- reason`: silences these rules on the line it stands over or behind. */
  | (AnnotationBase & { readonly kind: 'suppression'; readonly rules: readonly string[]; readonly reason: string })
  /** Begins like one of the above and can't be read on. */
  | (AnnotationBase & { readonly kind: 'malformed'; readonly problem: string });
