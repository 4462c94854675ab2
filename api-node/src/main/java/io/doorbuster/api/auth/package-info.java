/** Who is calling: tokens, the keys that verify them, and the development issuer. */
@NullMarked
package io.doorbuster.api.auth;

import org.jspecify.annotations.NullMarked;
