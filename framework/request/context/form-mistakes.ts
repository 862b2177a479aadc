// Warns the author, in development, about fields and parameters that a schema refuses whatever a visitor enters.
import type { ReviewedForm } from './form-review.ts'
import { describeRoute } from './reply.ts'
import type { RequestState } from './request-state.ts'

/** Warns about each field of a route once. */
export async function reportFormMistakes(state: RequestState, form: ReviewedForm): Promise<void> {
  const { plan, site } = state
  const { manifest, diagnostics } = site
  const where = describeRoute(state)
  for (const { name, message } of (await manifest.reviewForm?.(form)) ?? []) {
    diagnostics.warnOnce(`${where} ${form.source} ${name}`, plan, `${where}: ${message}`)
  }
}
