/** Sales, as their merchants define them and as the public sees them. */
@NullMarked
package io.doorbuster.api.sale;

import org.jspecify.annotations.NullMarked;
