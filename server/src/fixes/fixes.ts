// The two questions faces ask: which fixes are there for a stretch of a file, and what does one of them change.
import type ts from 'typescript';
import { comparePlaces, type Place } from '../base/place.ts';
import type { HandlerReport } from '../facts/handler.ts';
import { styleOf } from '../guards/code-style.ts';
import { parseFile } from '../syntax/parse.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { acknowledgeExplicitly } from './acknowledge-explicitly.ts';
import { awaitEffect } from './await-effect.ts';
import { claimEffects } from './claim-effects.ts';
import { eventIdAsKey } from './event-id-as-key.ts';
import type { Fix, FixEdits, FixSource } from './fix.ts';
import { ignoreDuplicateRow } from './ignore-duplicate-row.ts';
import { loopInsteadOfForEach } from './loop-instead-of-for-each.ts';
import { markInTransaction } from './mark-in-transaction.ts';
import { moveAcknowledgement } from './move-acknowledgement.ts';
import { useNestInterceptor } from './nest-interceptor.ts';
import { passKeys } from './pass-key.ts';
import { usePowertools } from './powertools.ts';
import { replaceGuard } from './replace-guard.ts';
import { reportFailedItems } from './report-failed-items.ts';
import { rethrow } from './rethrow.ts';
import { handlerAt, type FixMaker, type Offer, type Subject } from './subject.ts';
import { wrapHandler } from './wrap-handler.ts';

/** Best first: what makes the delivery at-least-once, then the masks a receiver offers, then guards, the strongest in front. */
export const makers: readonly FixMaker[] = [
  acknowledgeExplicitly,
  moveAcknowledgement,
  loopInsteadOfForEach,
  awaitEffect,
  rethrow,
  eventIdAsKey,
  ...passKeys,
  markInTransaction,
  usePowertools,
  useNestInterceptor,
  replaceGuard,
  claimEffects,
  wrapHandler,
  ignoreDuplicateRow,
  reportFailedItems,
];

/** Lines are 1-based and inclusive. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Every fix for handlers, effects and findings that touch these lines, best first. */
export async function fixesFor(source: FixSource, file: string, range: LineRange): Promise<readonly Fix[]> {
  const isHere = (place: Place): boolean => touches(place, file, range);
  const offers = await offersFor(source, file, {
    report: (report) => placesOf(report).some(isHere) || report.graph.marks.some((mark) => isHere(mark.place)),
    offer: (report, maker, { place }) =>
      [report.handler.place, report.handler.registration, place].some(isHere) || (isGuard(maker) && placesOf(report).some(isHere)),
  });
  const preferred = new Set<string>();
  return offers.map(({ id, handler, offer }) => {
    const { title, kind, rules, needsConfirmation, place, variant } = offer;
    const about = `${place.file} ${place.line} ${rules.join()}`;
    const isPreferred = !preferred.has(about);
    preferred.add(about);
    return { id, title, kind, rules, needsConfirmation, place, handler, variant, isPreferred };
  });
}

/** The edits of a fix that `fixesFor` gave, computed on the present text; null when it no longer applies. */
export async function editsOf(source: FixSource, fix: Pick<Fix, 'id' | 'place' | 'handler' | 'variant'>): Promise<FixEdits | null> {
  const [chosen] = await offersFor(source, fix.handler.file, {
    report: ({ handler }) => comparePlaces(handler.place, fix.handler) === 0,
    offer: (_, maker, offer) => maker.id === fix.id && offer.variant === fix.variant && comparePlaces(offer.place, fix.place) === 0,
  });
  return chosen?.offer.edits() ?? null;
}

interface NamedOffer {
  readonly id: string;
  readonly handler: Place;
  readonly offer: Offer;
}

/** What is asked for. Of a report that is not, no offer is made: a title takes a judgement of the fixed handler. */
interface Wanted {
  readonly report: (report: HandlerReport) => boolean;
  readonly offer: (report: HandlerReport, maker: FixMaker, offer: Offer) => boolean;
}

async function offersFor(source: FixSource, file: string, wanted: Wanted): Promise<readonly NamedOffer[]> {
  const workspace = await source.workspace();
  const reports = await source.handlersTouching(file);
  const found = reports.filter(wanted.report).flatMap((report) => {
    const subject = subjectOf(workspace, report);
    if (subject === null) return [];
    const offers = makers.flatMap((maker) => maker.offers(subject).map((offer) => ({ maker, offer })));
    // The guard that the project already depends on takes the place of ours.
    const hasOwn = offers.some(({ maker }) => isProjects(maker));
    // A second guard round one that has a name left to be filled in would guard no more than the first.
    const isUnfinished = report.graph.marks.some((mark) => mark.isUnfinished);
    return offers
      .filter(
        ({ maker, offer }) =>
          !(isUnfinished && (isGuard(maker) || maker === replaceGuard)) &&
          !(hasOwn && (maker === claimEffects || maker === wrapHandler)) &&
          wanted.offer(report, maker, offer),
      )
      .map(({ maker, offer }) => ({ id: maker.id, handler: report.handler.place, offer }));
  });
  return makers.flatMap((maker) => found.filter((one) => one.id === maker.id));
}

function isProjects(maker: FixMaker): boolean {
  return maker === usePowertools || maker === useNestInterceptor;
}

/** A guard is offered at each effect it guards, though it is about the handler. */
function isGuard(maker: FixMaker): boolean {
  return maker === claimEffects || isProjects(maker) || maker === wrapHandler || maker === markInTransaction;
}

/** What an offer can be about, the guards that are there apart. */
function placesOf(report: HandlerReport): readonly Place[] {
  const { graph, handler } = report;
  return [
    handler.place,
    handler.registration,
    ...graph.effects.map((effect) => effect.place),
    ...graph.swallows.map((swallow) => swallow.place),
    ...acknowledgements(report),
  ];
}

function acknowledgements({ graph }: HandlerReport): readonly Place[] {
  return graph.steps.flatMap((step) => (step.kind === 'acknowledge' ? [step.place] : []));
}

function touches(place: Place, file: string, range: LineRange): boolean {
  return place.file === file && place.line <= range.end && place.endLine >= range.start;
}

function subjectOf(workspace: Workspace, report: HandlerReport): Subject | null {
  const parsed = new Map<string, ts.SourceFile | null>();
  const parse = (file: string): ts.SourceFile | null => {
    const known = parsed.get(file);
    if (known !== undefined) return known;
    const text = workspace.read(file);
    const source = text === null ? null : parseFile(file, text);
    parsed.set(file, source);
    return source;
  };
  const source = parse(report.handler.place.file);
  return source === null ? null : { report, workspace, source, style: styleOf(workspace, source), handler: handlerAt(source, report.handler.place), parse };
}
