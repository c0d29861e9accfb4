// What people state in comments, laid over what was found: before verdicts are drawn, so that a statement changes the verdict and not just its words.
import { comparePlaces, type Place } from '../base/place.ts';
import type { Annotation } from '../facts/annotation.ts';
import type { DeliveryFact } from '../facts/delivery.ts';
import type { Finding, HandlerFact } from '../facts/handler.ts';
import type { EffectFact, EffectId, HarmlessFact, Step, StepGraph } from '../facts/steps.ts';

/** Annotations of a file by its relative path. */
export type AnnotationsIn = (file: string) => readonly Annotation[];

/** The handler with the delivery that is stated for it. */
export function stateDelivery(handler: HandlerFact, annotationsIn: AnnotationsIn): HandlerFact {
  return deliveriesFor(handler, annotationsIn).reduce((stated, annotation) => ({ ...stated, delivery: withStatement(stated.delivery, annotation) }), handler);
}

/** The graph with what is stated about its effects and its calls that were not understood. */
export function stateEffects(handler: HandlerFact, graph: StepGraph, annotationsIn: AnnotationsIn): StepGraph {
  const statements = (place: Place) => statementsAbout(handler, place, annotationsIn);
  const harmless = new Set<EffectId>();
  const effects = graph.effects.map((effect, id): EffectFact => {
    const about = statements(effect.place);
    if (about.some((annotation) => annotation.kind === 'effect' && annotation.is === 'harmless')) harmless.add(id);
    const keyed = about.find((annotation) => annotation.kind === 'idempotent');
    const kind = about.find((annotation) => annotation.kind === 'effect' && annotation.is !== 'harmless');
    return {
      ...effect,
      ...(keyed?.kind === 'idempotent' ? { repeat: { mask: 'keyed', why: idempotentWords(keyed), place: keyed.place }, assumed: false } : {}),
      ...(kind?.kind === 'effect' && kind.is !== 'harmless' ? { kind: kind.is, assumed: false } : {}),
    };
  });
  const opaque = graph.opaque.filter((call) => !statements(call.place).some((annotation) => annotation.kind === 'effect' && annotation.is === 'harmless'));
  return withoutEffects({ ...graph, effects, opaque }, harmless);
}

function withStatement(delivery: DeliveryFact, annotation: Annotation & { kind: 'delivery' }): DeliveryFact {
  const guaranteed = annotation.guarantee === null ? delivery : { ...delivery, ...consequencesOf(annotation.guarantee, delivery) };
  const why = [...delivery.why, { text: deliveryWords(annotation), place: annotation.place }];
  if (annotation.deadLetter === null) return { ...guaranteed, why };
  return {
    ...guaranteed,
    why,
    onError: guaranteed.onError === 'dropped' ? 'parked' : guaranteed.onError === 'redelivered-then-dropped' ? 'redelivered-then-parked' : guaranteed.onError,
    rejected: 'parked',
    unless: guaranteed.unless.filter((fact) => !/dead.?letter|discard|dropped/iu.test(fact)),
  };
}

function consequencesOf(guarantee: 'at-least-once' | 'at-most-once', delivery: DeliveryFact): Partial<DeliveryFact> {
  if (guarantee === delivery.guarantee) return {};
  if (guarantee === 'at-most-once') return { guarantee, acknowledged: 'on-delivery', onError: 'dropped', onCrash: 'lost' };
  const { acknowledged, onError } = delivery;
  return {
    guarantee,
    ...(acknowledged === 'explicit' || acknowledged === 'on-settled' ? {} : { acknowledged: 'on-success', promise: 'awaited' }),
    onError: onError === 'dropped' ? 'redelivered' : onError,
    onCrash: 'redelivered',
  };
}

function deliveryWords(annotation: Annotation & { kind: 'delivery' }): string {
  const parts = [
    annotation.guarantee,
    annotation.deadLetter === null ? null : `dead letters go to ${annotation.deadLetter}`,
    annotation.attempts === null ? null : `${annotation.attempts} attempts`,
  ];
  return `stated by an annotation: ${parts.filter((part) => part !== null).join(', ')}`;
}

function idempotentWords(annotation: Annotation & { kind: 'idempotent' }): string {
  const key = annotation.key === null ? '' : `, by the key ${annotation.key}`;
  return `stated by an annotation to be idempotent${key}${annotation.via === null ? '' : ` via ${annotation.via}`}`;
}

/** Effects stated to be harmless become calls that may fail; the others are numbered anew. */
function withoutEffects(graph: StepGraph, harmless: ReadonlySet<EffectId>): StepGraph {
  if (harmless.size === 0) return graph;
  const kept = graph.effects.flatMap((_, id) => (harmless.has(id) ? [] : [id]));
  const renumbered = (id: EffectId) => kept.indexOf(id);
  const steps = graph.steps.map((step): Step => {
    if (step.kind !== 'effect') return step;
    if (!harmless.has(step.effect)) return { ...step, effect: renumbered(step.effect) };
    const { place, says, next, onError } = step;
    return { kind: 'call', place, says, next, onError };
  });
  const quiet = graph.effects.flatMap((effect, id): readonly HarmlessFact[] =>
    harmless.has(id) ? [{ place: effect.place, call: effect.call, kind: 'other' }] : [],
  );
  return {
    ...graph,
    steps,
    effects: kept.flatMap((id) => graph.effects[id] ?? []),
    harmless: [...graph.harmless, ...quiet].sort((left, right) => comparePlaces(left.place, right.place)),
    swallows: graph.swallows.map((swallow) => ({ ...swallow, effects: swallow.effects.filter((id) => !harmless.has(id)).map(renumbered) })),
  };
}

function deliveriesFor(handler: HandlerFact, annotationsIn: AnnotationsIn): readonly (Annotation & { kind: 'delivery' })[] {
  const files = new Set([handler.place.file, handler.registration.file]);
  const all = [...files].flatMap(annotationsIn);
  return all.flatMap((annotation) =>
    annotation.kind === 'delivery' && (covers(annotation, handler.place) || covers(annotation, handler.registration)) ? [annotation] : [],
  );
}

/** Statements on the effect itself, on a function round it, or on the handler as a whole. */
function statementsAbout(handler: HandlerFact, place: Place, annotationsIn: AnnotationsIn): readonly Annotation[] {
  const onEffect = annotationsIn(place.file).filter((annotation) => covers(annotation, place));
  const onHandler = annotationsIn(handler.place.file).filter((annotation) => covers(annotation, handler.place));
  return [...onEffect, ...onHandler];
}

function covers(annotation: Annotation, place: Place): boolean {
  const outer = annotation.covers;
  if (outer.file !== place.file) return false;
  const startsBefore = outer.line < place.line || (outer.line === place.line && outer.column <= place.column);
  return startsBefore && (place.endLine < outer.endLine || (place.endLine === outer.endLine && place.endColumn <= outer.endColumn));
}

export interface Stated {
  /** As they were found, before anything was stated. */
  readonly handler: HandlerFact;
  readonly effects: readonly EffectFact[];
}

/** Where code contradicts what is stated, and annotations that can't be read. `found` are the handlers that have to do with the file. */
export function annotationFindings(file: string, found: readonly Stated[], annotationsIn: AnnotationsIn): readonly Finding[] {
  return annotationsIn(file).flatMap((annotation): readonly Finding[] => {
    const finding = (rule: string, message: string, related: Finding['related'] = []): Finding => ({
      rule,
      severity: 'warning',
      place: annotation.place,
      message,
      handler: null,
      related,
    });
    switch (annotation.kind) {
      case 'malformed':
        return [finding('malformed-annotation', `${annotation.problem}.`)];
      case 'delivery':
        return contradictedDelivery(annotation, found).map(({ message, related }) => finding('contradicted-annotation', message, related));
      case 'idempotent':
        return /\b(?:random\w*|uuid\w*|nanoid|now)\b\s*\(?|attempt|deliveryTag|receiptHandle/iu.test(annotation.key ?? '')
          ? [finding('contradicted-annotation', `The stated key ${annotation.key ?? ''} changes on redelivery, so nothing can be recognised by it.`)]
          : [];
      case 'effect':
        return annotation.is === 'harmless' && annotation.reason === null
          ? contradictedHarmless(annotation, found).map((effect) =>
              finding('contradicted-annotation', `Stated to be harmless without a reason, and it ${effect.verb}: add reason=...`, [
                { place: effect.place, message: effect.verb },
              ]),
            )
          : [];
      case 'suppression':
        return [];
    }
  });
}

/** A guarantee that rests on a line of code outweighs a comment; one that rests on a default does not. */
function contradictedDelivery(
  annotation: Annotation & { kind: 'delivery' },
  found: readonly Stated[],
): readonly { readonly message: string; readonly related: Finding['related'] }[] {
  if (annotation.guarantee === null) return [];
  return found.flatMap(({ handler }) => {
    const { guarantee, why } = handler.delivery;
    const evidence = why.find((reason) => reason.place !== undefined);
    const isAbout = covers(annotation, handler.place) || covers(annotation, handler.registration);
    if (!isAbout || evidence?.place === undefined || guarantee === annotation.guarantee || guarantee === 'unknown') return [];
    return [
      {
        message: `Stated to be ${annotation.guarantee ?? ''}, but the code makes it ${guarantee}: ${evidence.text}.`,
        related: [{ place: evidence.place, message: evidence.text }],
      },
    ];
  });
}

function contradictedHarmless(annotation: Annotation, found: readonly Stated[]): readonly EffectFact[] {
  const grave = ['payment', 'email', 'sms', 'push'];
  return found.flatMap(({ effects }) => effects.filter((effect) => grave.includes(effect.kind) && covers(annotation, effect.place))).slice(0, 1);
}

/** Findings that no comment silences, and a finding for each comment that silences nothing. */
export function withoutSuppressed(findings: readonly Finding[], files: readonly string[], annotationsIn: AnnotationsIn): readonly Finding[] {
  const suppressions = files.flatMap(annotationsIn).flatMap((annotation) => (annotation.kind === 'suppression' ? [annotation] : []));
  const used = new Set<string>();
  const left = findings.filter((finding) => {
    const by = suppressions.filter((one) => isOver(one, finding.place) && one.rules.includes(finding.rule));
    for (const one of by) used.add(`${one.place.file}:${one.place.line}:${one.place.column}:${finding.rule}`);
    return by.length === 0;
  });
  const unused = suppressions.flatMap((one): readonly Finding[] => {
    const idle = one.rules.filter((rule) => !used.has(`${one.place.file}:${one.place.line}:${one.place.column}:${rule}`));
    if (idle.length === 0) return [];
    return [
      {
        rule: 'unused-suppression',
        severity: 'warning',
        place: one.place,
        message: `Nothing to suppress here for ${idle.join(', ')}.`,
        handler: null,
        related: [],
      },
    ];
  });
  return [...left, ...unused].sort((left_, right) => comparePlaces(left_.place, right.place) || (left_.rule < right.rule ? -1 : 1));
}

/** Over or behind the line; a comment may be what a finding is about, so the very next line counts even where it is no code. */
function isOver(suppression: Annotation, place: Place): boolean {
  const { covers: code, place: own } = suppression;
  return own.file === place.file && (code.line === place.line || own.endLine + 1 === place.line);
}
