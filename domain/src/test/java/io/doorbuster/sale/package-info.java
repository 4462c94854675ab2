@NullMarked
package io.doorbuster.sale;

import org.jspecify.annotations.NullMarked;
