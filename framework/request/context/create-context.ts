// Creates the context of a request: a view of its state with lazy getters.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { assertText } from '../../http/assert-text.ts'
import type { Log } from '../../http/log.ts'
import { readLastEventId } from '../../realtime/last-event-id.ts'
import type { SessionObject } from '../../session/session-object.ts'
import type { Context } from './context.ts'
import { type CookieJar, createCookieJar } from './cookie-jar.ts'
import { answerWithEvents } from './events.ts'
import { readForm, readJson } from './form.ts'
import type { FormOptions } from './form-fields.ts'
import { reportFormMistakes } from './form-mistakes.ts'
import { findClientAddress, toHref } from './incoming.ts'
import type { Env } from './register.ts'
import { keepReadLocation } from './read-location.ts'
import { assertUnsent, nonceOf } from './reply.ts'
import { assertFirstReading, openRequest } from './request-body.ts'
import { openSignal, runAfterResponse } from './request-lifetime.ts'
import type { RequestState } from './request-state.ts'
import { type SendFileOptions, sendFile } from './send-file.ts'
import { activeSession } from './session.ts'
import type { UploadPart } from './upload-part.ts'
import { type UploadOptions, openUploads } from './uploads.ts'

/** The property of a context that holds its state. */
const stateKey: unique symbol = Symbol('state')

/** Finds the state behind a context. */
export function toState(ctx: object): RequestState {
  return (ctx as { readonly [stateKey]: RequestState })[stateKey]
}

/**
 * Creates the context of a request.
 *
 * Everything costly is a getter that does its work when first read, because most requests need little of it.
 */
export function createContext(state: RequestState): Context {
  const ctx = Object.create(contextPrototype)
  ctx[stateKey] = state
  ctx.params = state.params
  ctx.search = undefined
  ctx.route = state.plan.id
  ctx.requestId = state.incoming.requestId
  ctx.app = state.site.app
  return ctx
}

/** Takes the flash messages of a request; later calls in the same request return the same messages. */
export function takeFlashes(state: RequestState): { kind: string; message: string }[] {
  return activeSession(state, 'the flash messages were read').takeFlashes()
}

/** The properties that every context has from the start. */
type OwnProperty = 'params' | 'search' | 'route' | 'requestId' | 'app'

/** A getter for each other property of `Context`. Those for methods may ignore overloads and type parameters. */
type ContextGetters = {
  [Name in Exclude<keyof Context, OwnProperty>]: Context[Name] extends (...args: never[]) => unknown
    ? (...args: never[]) => unknown
    : Context[Name]
}

// Methods are getters so that they can be destructured: `({ form, fail }) => …`.
const contextPrototype = {
  get request(): Request {
    return openRequest(toState(this))
  },
  get rawTarget(): string {
    const { pathname, search } = toState(this).incoming.rawTarget
    return pathname + search
  },
  get url(): URL {
    const state = toState(this)
    state.url ??= new URL(toHref(state.incoming))
    return state.url
  },
  get query(): URLSearchParams {
    const state = toState(this)
    // Most pages read only the query, which needs no URL object.
    state.query ??= state.url?.searchParams ?? new URLSearchParams(state.incoming.search)
    return state.query
  },
  get cookies(): CookieJar {
    const state = toState(this)
    state.visitor.jar ??= openCookieJar(state)
    return state.visitor.jar
  },
  get session(): SessionObject {
    return activeSession(toState(this)).session
  },
  get isEndpoint(): boolean {
    const { plan, incoming } = toState(this)
    return plan.kind === 'endpoint' || incoming.isUpgrade
  },
  get hasSession(): boolean {
    return toState(this).plan.settings.hasSession
  },
  get isPrerendering(): boolean {
    return toState(this).site.manifest.isPrerendering === true
  },
  get locals(): Context['locals'] {
    const state = toState(this)
    state.locals ??= {}
    return state.locals as Context['locals']
  },
  get env(): Env {
    return toState(this).site.app.env
  },
  get clientAddress(): string | undefined {
    const { site, incoming } = toState(this)
    return findClientAddress(site, incoming.request)
  },
  get signal(): AbortSignal {
    return openSignal(toState(this).lifetime)
  },
  get nonce(): string {
    const state = toState(this)
    if (!state.reply.isNonceUsed) {
      assertUnsent(state, 'a nonce')
      keepReadLocation(state, 'it contains a nonce')
    }
    state.reply.isNonceUsed = true
    return nonceOf(state.reply)
  },
  get log(): Log {
    return toState(this).site.manifest.log
  },
  get status(): number {
    return toState(this).reply.status
  },
  set status(status: number) {
    const state = toState(this)
    assertUnsent(state, 'a status')
    state.reply.status = status
  },
  get headers(): Headers {
    const state = toState(this)
    const { reply } = state
    if (!reply.headers) {
      assertUnsent(state, 'a header')
      reply.headers = new Headers()
    }
    return reply.isSent ? closeHeaders(reply.headers, state) : reply.headers
  },
  get form(): (schema?: StandardSchemaV1, options?: FormOptions) => Promise<unknown> {
    const state = toState(this)
    return async (schema, options) => {
      assertFirstReading(state, 'ctx.form()')
      return readForm(state.body.request, schema, {
        readUploads: state.site.manifest.readUploads,
        maxFields: state.site.settings.limits.fields,
        options,
        onReview: state.site.manifest.reviewForm && ((form) => reportFormMistakes(state, form)),
      })
    }
  },
  get json(): (schema?: StandardSchemaV1) => Promise<unknown> {
    const state = toState(this)
    return (schema) => readJson(state.body.request, schema)
  },
  get uploads(): (options?: UploadOptions) => AsyncGenerator<UploadPart, void> {
    const state = toState(this)
    return (options) => openUploads(state, options)
  },
  get sendFile(): (path: string, options?: SendFileOptions) => Promise<Response> {
    const state = toState(this)
    return (path, options) => sendFile(state, path, options)
  },
  get fail(): (status: number, form: unknown) => unknown {
    const state = toState(this)
    return (status, form) => {
      if (!Number.isInteger(status) || status < 400 || status > 599) {
        throw new TypeError(
          `ctx.fail(): the status is ${typeof status === 'number' ? status : `of type ${typeof status}`}. Write a whole number from 400 to 599 before the form, such as ctx.fail(422, form).`,
        )
      }
      assertUnsent(state, 'a status')
      state.reply.status = status
      state.reply.failure = { status, form }
      return form
    }
  },
  get flash(): (kind: string, message: string) => void {
    const state = toState(this)
    return (kind, message) => {
      assertUnsent(state, 'a message')
      assertText('ctx.flash(): the kind', kind, "Write ctx.flash('success', 'Saved').")
      assertText('ctx.flash(): the message', message, "Write ctx.flash('success', 'Saved').")
      activeSession(state, 'ctx.flash() was called').flash(kind, message)
    }
  },
  get invalidate(): (tag: string) => Promise<void> {
    const { app } = toState(this).site
    return async (tag) => {
      assertText('ctx.invalidate(): the tag', tag, 'Call it once for each tag.')
      await app.invalidate(tag)
    }
  },
  get after(): (work: () => unknown) => void {
    const state = toState(this)
    return (work) => runAfterResponse(state, work)
  },
  get events(): Context['events'] {
    const state = toState(this)
    return (source, options) => answerWithEvents(source, state, options)
  },
  get lastEventId(): string | undefined {
    // Read the header through `ctx.request`: on a cached route that records the read.
    return readLastEventId((this as unknown as Context).request.headers.get('last-event-id'))
  },
} satisfies ContextGetters

/**
 * Calls back when code reads a property that no context has, from now on. Development looks for misspelt names.
 *
 * @param onMissing Receives the name and the names of all properties
 */
export function watchMissingProperties(onMissing: (name: string, known: readonly string[]) => void): void {
  const own: readonly OwnProperty[] = ['params', 'search', 'route', 'requestId', 'app']
  const known = [...Object.keys(contextPrototype), ...own]
  const missing = new Proxy(Object.prototype, {
    get(target, name, receiver) {
      if (typeof name === 'string' && !(name in target)) onMissing(name, known)
      return Reflect.get(target, name, receiver)
    },
  })
  Object.setPrototypeOf(contextPrototype, missing)
}

/** Creates the jar. Only using it makes the response personal: `const { cookies } = ctx` does not. */
function openCookieJar(state: RequestState): CookieJar {
  const jar = createCookieJar(
    () => state.incoming.request.headers.get('cookie'),
    {
      hostname: () => new URL(state.incoming.origin).hostname,
      pathname: state.incoming.pathname,
    },
    state.site.settings.cookieDefaults,
    {
      onUse() {
        keepReadLocation(state, 'the cookies were read')
        state.visitor.cookies ??= jar
      },
      assertWritable: () => assertUnsent(state, 'a cookie'),
    },
  )
  return jar
}

/** Makes headers that have been sent read-only. */
function closeHeaders(headers: Headers, state: RequestState): Headers {
  const refuse = (): void => assertUnsent(state, 'a header')
  return Object.assign(headers, { append: refuse, delete: refuse, set: refuse })
}
