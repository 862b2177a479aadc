// vial: what a route file imports.
export type { StandardSchemaV1 } from '@standard-schema/spec'
export type { CookieOptions } from './http/cookie.ts'
export type { CspDirective, CspOptions } from './http/content-security-policy.ts'
export { HttpError, isHttpError, notFound } from './http/http-error.ts'
export { redirect, type RedirectOptions } from './http/redirect.ts'
export { html, json } from './http/response.ts'
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
export type { App, Command, ServerDefinition, Task, TaskOccasion } from './request/app.ts'
export type { Context } from './request/context.ts'
export type { CookieJar } from './request/cookie-jar.ts'
export { defineServer, type Extension } from './request/define-server.ts'
export type { FieldErrors, FormFailure, FormFields, FormResult } from './request/form.ts'
export type { Log } from './request/log.ts'
export type { Middleware } from './request/middleware.ts'
export type { AppProps, ErrorProps, Flash, LayoutProps, PageProps } from './request/page-props.ts'
export type { AppLocals, Env, Locals, Register, RouteId } from './request/register.ts'
export type { RouteConfig } from './http/route-config.ts'
export type { EventOptions } from './request/event-response.ts'
export type { SendFileOptions } from './request/send-file.ts'
export type { UploadPart } from './request/upload-part.ts'
export type { UploadOptions } from './request/uploads.ts'
export { href } from './request/site-href.ts'
export type { Peer, Socket } from './request/socket-route.ts'
export { useRequest } from './request/use-request.ts'
export type { RoomMessage } from './realtime/channel.ts'
export type { ServerEvent } from './realtime/event-format.ts'
export type { ServerEvents } from './realtime/events.ts'
export type { SocketMessage } from './realtime/socket.ts'
export type { SubscribeOptions } from './realtime/subscription.ts'
export type { SessionOptions } from './session/session-config.ts'
export type { ListedSession, SessionList } from './session/session-list.ts'
export type { Session, SessionObject } from './session/session-object.ts'
