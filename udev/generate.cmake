# cmake -D TABLE=devices.txt -D RULES=file -D MODELS=file -P generate.cmake
# Writes the udev rules and the rows of the C table in pkcs11/usb/usb-model.c, both from the one table of devices.

set(hasp 0529:0001)
set(rules "# Made from udev/devices.txt. USB eTokens belong to the user at this seat, and to nobody else.

# Not only \"add\": a later event (bind, change) of a device that gets no tag takes its access away (systemd 247, NEWS).
ACTION==\"remove\", GOTO=\"etoken_ctl_end\"
SUBSYSTEM!=\"usb\", GOTO=\"etoken_ctl_end\"
ENV{DEVTYPE}!=\"usb_device\", GOTO=\"etoken_ctl_end\"

")
set(models "/* Made from udev/devices.txt. */\n")

set(last "")
file(STRINGS ${TABLE} lines REGEX "^[^#]")
foreach(line IN LISTS lines)
  if(NOT line MATCHES "^(([0-9a-f]+):([0-9a-f]+)) (ccid|own) ([A-Za-z0-9+ ,-]+)$")
    message(FATAL_ERROR "${TABLE}: not VENDOR:PRODUCT ccid|own NAME: ${line}")
  endif()
  set(id ${CMAKE_MATCH_1})
  set(vendor ${CMAKE_MATCH_2})
  set(product ${CMAKE_MATCH_3})
  set(name "${CMAKE_MATCH_5}")
  string(LENGTH "${vendor}${product}" length)
  if(NOT length EQUAL 8 OR NOT id STRGREATER "${last}" OR id STREQUAL hasp)
    message(FATAL_ERROR "${TABLE}: ids have four digits each, are sorted, stand once and are no HASP's: ${line}")
  endif()
  set(last ${id})
  if(CMAKE_MATCH_4 STREQUAL ccid)
    set(is_ccid TRUE)
  else()
    set(is_ccid FALSE)
  endif()
  string(APPEND rules "# ${name}\nATTR{idVendor}==\"${vendor}\", ATTR{idProduct}==\"${product}\", MODE=\"0660\", TAG+=\"uaccess\"\n")
  string(APPEND models "{0x${vendor}, 0x${product}, ${is_ccid}, \"${name}\"},\n")
endforeach()
if(last STREQUAL "")
  message(FATAL_ERROR "${TABLE} has no devices")
endif()

string(APPEND rules "\nLABEL=\"etoken_ctl_end\"\n")
file(WRITE ${RULES} "${rules}")
file(WRITE ${MODELS} "${models}")
