// vial: what a route file imports.
export type { StandardSchemaV1 } from '@standard-schema/spec'
export type { CookieOptions } from './http/cookie.ts'
export type { CspDirective, CspOptions } from './http/content-security-policy.ts'
export { HttpError, isHttpError, notFound } from './http/http-error.ts'
export { redirect, type RedirectOptions } from './http/redirect.ts'
export { html, json } from './http/response.ts'
export { stream, type StreamChunk, type StreamOptions, type StreamSource } from './http/stream-response.ts'
export type { Hydration } from './browser/island-marker.ts'
export {
  errorsOf,
  field,
  type FieldAttributes,
  FieldMessages,
  type FieldOptions,
  type SentForm,
} from './browser/field.ts'
export type { Head, HeadLink, HeadMeta, HeadScript, TitleTemplate } from './render/head.ts'
export { alternates, canonical, type CanonicalOptions } from './render/head-links.ts'
export type {
  App,
  Command,
  ServerDefinition,
  Task,
  TaskOccasion,
} from './request/pipeline/server-definition.ts'
export type { Context } from './request/context/context.ts'
export type { CookieJar } from './request/context/cookie-jar.ts'
export { defineServer, type Extension } from './request/pipeline/define-server.ts'
export type { FieldErrors, FormFailure, FormFields, FormResult } from './request/context/form.ts'
export type { FormOptions } from './request/context/form-fields.ts'
export type { Log } from './http/log.ts'
export type { Middleware } from './request/pipeline/middleware.ts'
export type {
  AppProps,
  ErrorProps,
  Flash,
  LayoutProps,
  PageProps,
  PersonalProps,
} from './request/page/page-props.ts'
export type { AppLocals, Env, Locals, Register, RouteId } from './request/context/register.ts'
export type { ActiveOptions } from './routing/active-path.ts'
export type { RouteConfig } from './routing/route-config.ts'
export type { EventOptions } from './request/context/events.ts'
export type { SendFileOptions } from './request/context/send-file.ts'
export type { UploadPart } from './request/context/upload-part.ts'
export type { UploadOptions } from './request/context/uploads.ts'
export { publicUrl } from './request/route/public-url.ts'
export { href } from './request/route/site-href.ts'
export type { Peer, Socket } from './request/route/socket-route.ts'
export { isActive } from './request/context/is-active.ts'
export { personal } from './request/page/personal.ts'
export { useRequest } from './request/context/use-request.ts'
export type { RoomMessage } from './realtime/channel.ts'
export type { ServerEvent } from './realtime/event-format.ts'
export type { ServerEvents } from './realtime/events.ts'
export type { SocketMessage } from './realtime/socket.ts'
export type { SubscribeOptions } from './realtime/subscription.ts'
export type { SessionOptions } from './session/session-config.ts'
export type { ListedSession, SessionList } from './session/session-list.ts'
export type { Session, SessionObject } from './session/session-object.ts'
