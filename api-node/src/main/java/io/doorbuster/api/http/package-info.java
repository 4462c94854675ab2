/** What every request shares: strict JSON, problem details, request ids, limits, the access log and its timers. */
@NullMarked
package io.doorbuster.api.http;

import org.jspecify.annotations.NullMarked;
