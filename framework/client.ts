// vial/client: what browser code imports.
export type { Hydration } from './browser/island-marker.ts'
export { errorsOf, field, FieldMessages } from './browser/field.ts'
export { isActive } from './browser/is-active.ts'
export { navigate } from './browser/navigate.ts'
export { useRequest } from './browser/use-request.ts'
export { publicUrl } from './request/route/public-url.ts'
export { href, setHrefBase } from './request/route/site-href.ts'
