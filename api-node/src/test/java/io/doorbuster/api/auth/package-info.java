@NullMarked
package io.doorbuster.api.auth;

import org.jspecify.annotations.NullMarked;
