@NullMarked
package io.doorbuster.api.sale;

import org.jspecify.annotations.NullMarked;
